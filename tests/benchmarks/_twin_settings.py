"""The benchmark's server: as development, with the twin's address beside ours."""

from lms.settings.dev import *  # noqa: F403  a settings module builds on the one below

ROOT_URLCONF = "tests.benchmarks._twin"
DEBUG = False
