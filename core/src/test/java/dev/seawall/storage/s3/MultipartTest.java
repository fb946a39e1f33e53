package dev.seawall.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.LogWatch;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.s3.ScriptedStore.Answer;
import dev.seawall.storage.s3.ScriptedStore.Asked;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an upload in parts that does not come to its end: its parts are billed until somebody removes them. */
class MultipartTest {
    private static final String STARTED =
            "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";
    private static final Content PART = new Content(new byte[4], 0, 4);

    private static Answer started(Asked asked) {
        return Answer.of(200, asked.path().endsWith("?uploads") ? STARTED : "");
    }

    /** A store in which no upload is ever completed, and that answers an attempt to abort one as told. */
    private static ScriptedStore store(Function<Asked, Answer> toAbort) throws IOException {
        return new ScriptedStore(asked -> {
            boolean completing = asked.method().equals("POST") && asked.path().contains("uploadId=");
            if (completing) {
                return Answer.error(503, "SlowDown");
            }
            return asked.method().equals("DELETE") ? toAbort.apply(asked) : started(asked);
        });
    }

    private static List<String> warnedOfWhenNotCompleted(Function<Asked, Answer> toAbort) throws IOException {
        return warnedOfWhenNotCompleted(
                toAbort, asked -> assertThat(asked).containsExactly("POST", "PUT", "POST", "DELETE"));
    }

    private static List<String> warnedOfWhenNotCompleted(
            Function<Asked, Answer> toAbort, Consumer<List<String>> expectMethods) throws IOException {
        try (ScriptedStore store = store(toAbort);
                Connection connection = store.connect();
                LogWatch log = new LogWatch(Multipart.class)) {
            try (Multipart upload = Multipart.start(store.bucket(connection), "db1/a")) {
                upload.send(1, PART);
                assertThatThrownBy(upload::complete)
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
            }
            expectMethods.accept(store.asked().stream().map(Asked::method).toList());
            return log.messages();
        }
    }

    @Test
    void abort_partsAreRemoved_saysNothing() throws IOException {
        assertThat(warnedOfWhenNotCompleted(asked -> Answer.of(204, ""))).isEmpty();
    }

    /** As when the answer to completing it was lost: there are no parts any more. */
    @Test
    void abort_uploadIsUnknown_saysNothing() throws IOException {
        assertThat(warnedOfWhenNotCompleted(asked -> Answer.error(404, "NoSuchUpload")))
                .isEmpty();
    }

    @Test
    void abort_refused_saysWhatStaysInTheBucket() throws IOException {
        assertThat(warnedOfWhenNotCompleted(asked -> Answer.error(403, "AccessDenied")))
                .singleElement()
                .asString()
                .contains("s3://bucket/db1/a", "billed", "said the store");
    }

    @Test
    void abort_connectionBreaks_saysWhatStaysInTheBucket() throws IOException {
        Function<Asked, Answer> cut = asked -> Answer.error(500, "").announcing(1_000);
        // Java's own client asks once more where a connection that it had before breaks: two DELETEs are no fault.
        Consumer<List<String>> once = asked -> {
            assertThat(asked).startsWith("POST", "PUT", "POST", "DELETE").hasSizeLessThanOrEqualTo(5);
            assertThat(asked.subList(3, asked.size())).containsOnly("DELETE");
        };
        assertThat(warnedOfWhenNotCompleted(cut, once))
                .singleElement()
                .asString()
                .contains("s3://bucket/db1/a", "billed");
    }

    @Test
    void close_twiceOrWhenCompleted_abortsNothingMore() throws IOException {
        String completed = "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>";
        try (ScriptedStore store = new ScriptedStore(
                        asked -> asked.path().contains("uploadId=u1") ? Answer.of(200, completed) : started(asked));
                Connection connection = store.connect()) {
            Multipart upload = Multipart.start(store.bucket(connection), "db1/a");
            upload.send(1, PART);
            assertThat(upload.complete()).isEqualTo(PutResult.CREATED);
            upload.close();
            assertThat(store.asked().stream().map(Asked::method)).doesNotContain("DELETE");

            Multipart other = Multipart.start(store.bucket(connection), "db1/b");
            other.close();
            other.close();
            assertThat(store.asked().stream().map(Asked::method)).containsOnlyOnce("DELETE");
        }
    }

    /** Ten thousand are the most: what would not become an object is not sent. */
    @Test
    void send_morePartsThanAStoreTakes_isRefusedBeforeItIsSent() throws IOException {
        try (ScriptedStore store = new ScriptedStore(MultipartTest::started);
                Connection connection = store.connect();
                Multipart upload = Multipart.start(store.bucket(connection), "db1/a")) {
            upload.send(10_000, PART);
            int before = store.asked().size();
            assertThatThrownBy(() -> upload.send(10_001, PART))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                    .hasMessageContainingAll("s3://bucket/db1/a", "start again");
            assertThat(store.asked()).hasSize(before);
        }
    }

    /** A stop must not wait for all the attempts, and must stay visible to whoever asked for it. */
    @Test
    void send_interruptedBetweenTwoAttempts_endsAndStaysInterrupted() throws IOException {
        try (ScriptedStore store = new ScriptedStore(asked -> asked.method().equals("PUT") ? busy() : started(asked));
                Connection connection = store.connect();
                LogWatch log = new LogWatch(
                        Bucket.class, said -> Thread.currentThread().interrupt())) {
            Multipart upload = Multipart.start(store.bucket(connection), "db1/a");
            assertThatThrownBy(() -> upload.send(2, PART))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(log.messages()).hasSize(1);
            assertThat(store.asked()).hasSize(2);
        }
    }

    private static Answer busy() {
        return Answer.error(503, "SlowDown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NoSuchBucket", "NoSuchKey"})
    void start_inABucketThatIsNotThere_namesTheBucket(String code) throws IOException {
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.error(404, code));
                Connection connection = store.connect()) {
            assertThatThrownBy(() -> Multipart.start(store.bucket(connection), "db1/a"))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_CONTAINER));
        }
    }

    @Test
    void send_refusedForGood_isSentOnce() throws IOException {
        try (ScriptedStore store = new ScriptedStore(
                        asked -> asked.method().equals("PUT") ? Answer.error(403, "AccessDenied") : started(asked));
                Connection connection = store.connect();
                Multipart upload = Multipart.start(store.bucket(connection), "db1/a")) {
            assertThatThrownBy(() -> upload.send(2, PART))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
            assertThat(store.asked().stream().map(Asked::method)).containsExactly("POST", "PUT");
        }
    }
}
