package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, DAMAGED",
        "NO_CONTAINER, CONFIGURATION",
        "FORBIDDEN, STORAGE",
        "UNREACHABLE, STORAGE",
        "BUSY, STORAGE",
        "FULL, STORAGE",
        "REFUSED, STORAGE"
    })
    void of_storageFailure_dependsOnItsKind(StorageException.Kind kind, ExitCode code) {
        Failure failure = Failure.of(new StorageException(kind, "s3://b/a: no", null));

        assertThat(failure).isEqualTo(new Failure(code, "s3://b/a: no"));
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                Arguments.of(new UsageException("no"), ExitCode.USAGE),
                Arguments.of(new AccessDeniedException("/a"), ExitCode.CONFIGURATION),
                Arguments.of(new NoSuchFileException("/a"), ExitCode.CONFIGURATION),
                Arguments.of(new IOException("no"), ExitCode.UNEXPECTED),
                Arguments.of(new IllegalStateException(), ExitCode.UNEXPECTED));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void of_exception_hasItsOwnCode(Exception thrown, ExitCode code) {
        assertThat(Failure.of(thrown).code()).isEqualTo(code);
    }

    @Test
    void message_ofSeveralLines_becomesOne() {
        assertThat(new Failure(ExitCode.STORAGE, "first\n  second\r\nthird\n").message())
                .isEqualTo("first; second; third");
    }
}
