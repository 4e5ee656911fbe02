"""What others wrote down, and we follow: documents, proofs, lists, images. All pure."""
