"""Databases and storages as settings describe them."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; "
        "PRAGMA cache_size=2000"
    ),
}


def database(url: str) -> dict[str, Any]:
    """The `default` database for a URL, pooled on PostgreSQL, safe for many on SQLite."""
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    if "sqlite" in config["ENGINE"]:
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    else:
        config["CONN_MAX_AGE"] = 0
        config["OPTIONS"] = {
            **config.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": 8, "timeout": 20},
            "prepare_threshold": 2,  # for lms.core.prepared.planned_cursor alone
        }
    return config


def storages(
    private_root: Path, bucket: str, private_bucket: str
) -> dict[str, dict[str, Any]]:
    """Public and private media apart: local folders, or two S3 buckets when named."""
    static = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    if not (bucket and private_bucket):
        local = "django.core.files.storage.FileSystemStorage"
        return {
            "default": {"BACKEND": local},
            "private": {
                "BACKEND": local,
                "OPTIONS": {"location": private_root, "base_url": None},
            },
            "staticfiles": static,
        }
    s3 = "storages.backends.s3.S3Storage"
    shared = {
        "endpoint_url": os.environ.get("S3_ENDPOINT_URL") or None,
        "region_name": os.environ.get("S3_REGION") or None,
        "file_overwrite": False,
    }
    return {
        "default": {
            "BACKEND": s3,
            "OPTIONS": {**shared, "bucket_name": bucket, "querystring_auth": False},
        },
        "private": {
            "BACKEND": s3,
            "OPTIONS": {
                **shared,
                "bucket_name": private_bucket,
                "querystring_auth": True,
                "querystring_expire": 60,
            },
        },
        "staticfiles": static,
    }
