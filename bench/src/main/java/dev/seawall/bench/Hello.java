package dev.seawall.bench;

/** The least that Java can do. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
