package dev.seawall.replica;

/** Holds all that a stamp's bytes say: the stamp, and which content it was made for. */
record SealedStamp(Stamp stamp, ContentSeal content) {}
