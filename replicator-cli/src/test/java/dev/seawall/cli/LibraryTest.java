package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LibraryTest {
    private final Properties licences = new Properties();

    @Test
    void listed_linesOfMaven_areLibrariesInOrder() {
        licences.setProperty("org.b", "MIT");
        licences.setProperty("a", "EPL-2.0 OR LGPL-2.1-only");

        assertThat(Library.listed(
                        Stream.of(
                                "",
                                "The following files have been resolved:",
                                "   org.b:two:jar:2.0:runtime -- module two",
                                "   dev.seawall:seawall-core:jar:1:compile",
                                "   org.b:two:jar:tests:2.0:test",
                                "   a:one:jar:1.0:compile"),
                        licences))
                .containsExactly(
                        new Library("a", "one", "1.0", Optional.of("EPL-2.0 OR LGPL-2.1-only")),
                        new Library("dev.seawall", "seawall-core", "1", Optional.empty()),
                        new Library("org.b", "two", "2.0", Optional.of("MIT")));
    }

    @Test
    void listed_withoutAKnownLicence_isRefused() {
        assertThatThrownBy(() -> Library.listed(Stream.of("   c:new:jar:1.0:compile"), licences))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c:new:1.0")
                .hasMessageContaining("licences.properties");
    }
}
