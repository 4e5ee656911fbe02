"""The benchmark's server: as development, with the twin's address beside ours."""

from lms.settings.dev import *

ROOT_URLCONF = "tests.benchmarks._twin"
DEBUG = False
