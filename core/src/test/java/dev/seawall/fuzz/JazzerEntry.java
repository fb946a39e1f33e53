package dev.seawall.fuzz;

/** Is what Jazzer calls: hands each input to the target that the system property {@code fuzz.target} names. */
public final class JazzerEntry {
    private static final FuzzTarget TARGET = target();

    private JazzerEntry() {}

    private static FuzzTarget target() {
        try {
            return Class.forName(System.getProperty("fuzz.target", ""))
                    .asSubclass(FuzzTarget.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Jazzer finds it by this name; a finding is whatever it throws. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        TARGET.check(input);
    }
}
