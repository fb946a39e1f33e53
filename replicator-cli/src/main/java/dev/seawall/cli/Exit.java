package dev.seawall.cli;

/** Is what this process ends with: a code of its own, or that of the application that it ran. */
interface Exit {
    int number();

    /** An application's exit code, which is for its own documentation to explain. */
    record OfApplication(int number) implements Exit {}
}
