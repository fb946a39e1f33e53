package dev.seawall.storage;

/** Tells what became of an attempt to create an object. */
public enum PutResult {
    CREATED,
    /** There was one already; it stays as it is. */
    ALREADY_EXISTS
}
