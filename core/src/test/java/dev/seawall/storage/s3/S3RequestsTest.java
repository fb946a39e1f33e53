package dev.seawall.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seawall.LogWatch;
import dev.seawall.restore.Emptiness;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.s3.ScriptedStore.Answer;
import dev.seawall.storage.s3.ScriptedStore.Asked;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** What we ask a store, and what we make of its answers. */
class S3RequestsTest {
    private static final String STARTED =
            "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";
    private static final String WHOLE = "<ListBucketResult><IsTruncated>false</IsTruncated>";
    private static final String TRUNCATED = "<ListBucketResult><IsTruncated>true</IsTruncated>";
    private static final String MODIFIED = "<LastModified>2026-01-01T00:00:00.000Z</LastModified>";
    private static final String COMPLETED =
            "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>";

    @Test
    void put_toAnyStore_isPlainAndCarriesMd5() throws IOException {
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.of(200, ""));
                Storage storage = store.open()) {
            create(storage);

            Asked put = store.asked().get(0);
            assertThat(put.path()).isEqualTo("/bucket/db1/a");
            assertThat(put.headers().getFirst("Content-MD5")).isEqualTo("pjyQzDaErYsKIXamqP6QBQ==");
            assertThat(put.headers().getFirst("Content-Length")).isEqualTo("10");
            assertThat(put.headers().getFirst("If-None-Match")).isEqualTo("*");
            assertThat(put.headers()).doesNotContainKeys("Transfer-encoding", "Content-encoding", "X-amz-trailer");
            assertThat(put.headers().getFirst("X-amz-content-sha256")).matches("[0-9a-f]{64}");
        }
    }

    @ParameterizedTest
    @CsvSource({"501, NotImplemented", "400, InvalidArgument", "501, ''"})
    void put_conditionNotUnderstood_goesWithoutFromThenOn(int status, String code) throws IOException {
        try (ScriptedStore store = new ScriptedStore(
                        asked -> isConditional(asked) ? Answer.error(status, code) : Answer.of(200, ""));
                Storage storage = store.open()) {
            assertThat(create(storage)).isEqualTo(PutResult.CREATED);
            assertThat(create(storage)).isEqualTo(PutResult.CREATED);

            assertThat(store.asked().stream().map(S3RequestsTest::isConditional))
                    .containsExactly(true, true, false, false);
        }
    }

    /** A proxy in front of the store may answer so for a moment. */
    @ParameterizedTest
    @CsvSource({"501, ''", "400, ''", "400, InvalidRequest"})
    void put_refusedOnce_keepsTheCondition(int status, String code) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedStore store = new ScriptedStore(
                        question -> asked.getAndIncrement() == 0 ? Answer.error(status, code) : Answer.of(200, ""));
                Storage storage = store.open()) {
            assertThat(create(storage)).isEqualTo(PutResult.CREATED);
            assertThat(create(storage)).isEqualTo(PutResult.CREATED);

            assertThat(store.asked().stream().map(S3RequestsTest::isConditional))
                    .containsExactly(true, true, true);
        }
    }

    @Test
    void put_refusedEitherWay_keepsTheCondition() throws IOException {
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.error(400, "InvalidRequest"));
                Storage storage = store.open()) {
            assertFails(Kind.REFUSED, () -> create(storage));
            assertFails(Kind.REFUSED, () -> create(storage));

            assertThat(store.asked().stream().map(S3RequestsTest::isConditional))
                    .containsExactly(true, true, false, true, true, false);
        }
    }

    @Test
    void part_storeBusyForAMoment_isSentAgain() throws IOException {
        AtomicInteger parts = new AtomicInteger();
        try (ScriptedStore store = new ScriptedStore(asked -> isPart(asked) && parts.incrementAndGet() < 3
                        ? Answer.error(503, "SlowDown")
                        : answerUpload(asked));
                Storage storage = store.open()) {
            assertThat(uploadTwoParts(storage)).isEqualTo(PutResult.CREATED);

            assertThat(store.asked().stream().filter(S3RequestsTest::isPart).map(Asked::path))
                    .map(path -> path.replaceAll(".*partNumber=(\\d+).*", "$1"))
                    .containsExactly("2", "2", "2", "1");
        }
    }

    @Test
    void part_storeStaysBusy_failsAndIsAborted() throws IOException {
        try (ScriptedStore store = new ScriptedStore(
                        asked -> isPart(asked) ? Answer.error(503, "SlowDown") : answerUpload(asked));
                Storage storage = store.open()) {
            assertFails(Kind.BUSY, () -> uploadTwoParts(storage));

            assertThat(last(store).method()).isEqualTo("DELETE");
            assertThat(last(store).path()).contains("uploadId=u1");
        }
    }

    @ParameterizedTest
    @CsvSource({"409, ConditionalRequestConflict", "200, InternalError"})
    void complete_failing_isBusyAndAborted(int status, String code) throws IOException {
        try (ScriptedStore store = new ScriptedStore(
                        asked -> isComplete(asked) ? Answer.error(status, code) : answerUpload(asked));
                Storage storage = store.open()) {
            assertFails(Kind.BUSY, () -> uploadTwoParts(storage));

            assertThat(last(store).method()).isEqualTo("DELETE");
        }
    }

    @Test
    void complete_conditionNotUnderstood_goesWithout() throws IOException {
        try (ScriptedStore store = new ScriptedStore(
                        asked -> isConditional(asked) ? Answer.error(501, "NotImplemented") : answerUpload(asked));
                Storage storage = store.open()) {
            assertThat(uploadTwoParts(storage)).isEqualTo(PutResult.CREATED);
        }
    }

    @Test
    void delete_manyKeys_goesInBatchesWithMd5() throws IOException {
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.of(200, "<DeleteResult/>"));
                Storage storage = store.open()) {
            storage.delete(IntStream.range(0, 2001).mapToObj(i -> "k" + i).toList());

            assertThat(store.asked()).hasSize(3);
            for (Asked request : store.asked()) {
                assertThat(request.headers()).containsKey("Content-md5");
                assertThat(request.headers()).doesNotContainKeys("X-amz-trailer");
            }
        }
    }

    @Test
    void delete_errorForOneKey_fails() throws IOException {
        String answer = "<DeleteResult><Error><Key>db1/x</Key><Code>AccessDenied</Code><Message>no</Message></Error>"
                + "<Error><Key>db1/y</Key><Code>NoSuchKey</Code></Error></DeleteResult>";
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.of(200, answer));
                Storage storage = store.open()) {
            assertFails(Kind.FORBIDDEN, () -> storage.delete(List.of("x", "y")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<!DOCTYPE html><html><head></head><body/></html>",
                "<ListBucketResult><Name>bucket</Name></ListBucketResult>",
                TRUNCATED + "</ListBucketResult>",
                TRUNCATED + "<NextContinuationToken>same</NextContinuationToken></ListBucketResult>",
                WHOLE + "<NextContinuationToken>more</NextContinuationToken></ListBucketResult>",
                WHOLE + "<Contents><Key>db10/x</Key><Size>1</Size>" + MODIFIED + "</Contents></ListBucketResult>",
                WHOLE + "<Contents><Key>db1/x</Key>" + MODIFIED + "</Contents></ListBucketResult>",
                WHOLE + "<Contents><Key>db1/x</Key><Size>1</Size></Contents></ListBucketResult>",
                WHOLE + "<Contents><Size>1</Size>" + MODIFIED + "</Contents></ListBucketResult>",
                WHOLE + "<CommonPrefixes><Prefix>db10/x/</Prefix></CommonPrefixes></ListBucketResult>",
                WHOLE + "<CommonPrefixes/></ListBucketResult>"
            })
    void list_answerThatCannotBeTrusted_fails(String answer) throws IOException {
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.of(200, answer));
                Storage storage = store.open()) {
            assertFails(Kind.REFUSED, () -> storage.list("", "", object -> {}));
            assertFails(Kind.REFUSED, () -> storage.listFolders(""));
            assertFails(Kind.REFUSED, () -> Emptiness.isEmpty(storage));
        }
    }

    @Test
    void list_lastPageWithAnEmptyToken_isTheLast() throws IOException {
        String answer =
                WHOLE + "<NextContinuationToken></NextContinuationToken><Contents><Key>db1/x</Key><Size>1</Size>"
                        + MODIFIED + "</Contents></ListBucketResult>";
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.of(200, answer));
                Storage storage = store.open()) {
            List<String> keys = new ArrayList<>();
            storage.list("", "", object -> keys.add(object.key()));
            assertThat(keys).containsExactly("x");
        }
    }

    @Test
    void list_laterPageThatIsNoListing_fails() throws IOException {
        String first = TRUNCATED + "<NextContinuationToken>t</NextContinuationToken><Contents><Key>db1/x</Key>"
                + "<Size>1</Size>" + MODIFIED + "</Contents></ListBucketResult>";
        try (ScriptedStore store = new ScriptedStore(
                        asked -> Answer.of(200, asked.path().contains("continuation-token") ? "" : first));
                Storage storage = store.open()) {
            assertFails(Kind.REFUSED, () -> storage.list("", "", object -> {}));
            assertThat(store.asked()).hasSize(2);
        }
    }

    /** Begun again with each failure, a long listing would never come to its end. */
    @Test
    void list_storeBusyBetweenTwoPages_goesOnWhereItWas() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedStore store = new ScriptedStore(question -> {
                    int number = asked.getAndIncrement();
                    String inside = "<IsTruncated>" + (number < 30) + "</IsTruncated>"
                            + (number < 30 ? "<NextContinuationToken>t" + number + "</NextContinuationToken>" : "");
                    return number % 3 == 2
                            ? Answer.error(503, "SlowDown")
                            : Answer.of(200, "<ListBucketResult>" + inside + "</ListBucketResult>");
                });
                Storage storage = store.open()) {
            storage.list("", "", object -> {});

            assertThat(store.asked()).hasSize(31);
            assertThat(store.asked().stream().filter(each -> !each.path().contains("continuation-token")))
                    .hasSize(1);
        }
    }

    @Test
    void readRange_storeIgnoresRanges_failsUnlessFromTheStart() throws IOException {
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.of(200, "0123456789"));
                Storage storage = store.open()) {
            assertThat(storage.readRange("a", 0, 3)).asString().isEqualTo("012");
            assertFails(Kind.REFUSED, () -> storage.readRange("a", 3, 3));
        }
    }

    @Test
    void credentials_bothLitestreamVariables_comeFirst() {
        var found = Credentials.from(Map.of(Credentials.ID, "id", Credentials.SECRET, "secret"))
                .resolveCredentials();

        assertThat(found.accessKeyId()).isEqualTo("id");
        assertThat(found.secretAccessKey()).isEqualTo("secret");
    }

    @Test
    void credentials_ofAwsBeside_contradictOnlyIfTheyDiffer() {
        Map<String, String> ours = Map.of(Credentials.ID, "id", Credentials.SECRET, "secret");

        assertThat(Credentials.contradicts(ours)).isFalse();
        for (String name : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")) {
            String same = name.contains("SECRET") ? "secret" : "id";
            Map<String, String> both = new HashMap<>(ours);
            both.put(name, same);
            assertThat(Credentials.contradicts(both)).isFalse();
            both.put(name, "other");
            assertThat(Credentials.contradicts(both)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"id, ''", "'', secret", "'', ''"})
    void credentials_oneOfLitestreamsVariablesAlone_isNobody(String id, String secret) {
        try (LogWatch log = new LogWatch(Credentials.class)) {
            assertThat(Credentials.from(Map.of(Credentials.ID, id, Credentials.SECRET, secret)))
                    .isInstanceOf(DefaultCredentialsProvider.class);
            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void credentials_ofSomebodyElseBeside_areSaidOnceAtMostAndNotUsed() {
        Map<String, String> both = Map.of(
                Credentials.ID,
                "id",
                Credentials.SECRET,
                "secret",
                "AWS_ACCESS_KEY_ID",
                "other",
                "AWS_SECRET_ACCESS_KEY",
                " ");
        try (LogWatch log = new LogWatch(Credentials.class)) {
            for (int i = 0; i < 2; i++) {
                assertThat(Credentials.from(both).resolveCredentials().accessKeyId())
                        .isEqualTo("id");
            }
            assertThat(log.messages()).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** AWS wants another checksum than all other stores understand. */
    @Test
    void digest_atAwsAndElsewhere_isWhatTheStoreTakes() {
        assertThat(Digest.usualFor(url("s3://bucket/db1"))).isEqualTo(Digest.CRC32C);
        assertThat(Digest.usualFor(url("s3://bucket/db1?endpoint=127.0.0.1:1"))).isEqualTo(Digest.MD5);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/db1?region=eu-central-1, eu-central-1",
        "s3://bucket/db1?region=eu-central-1&endpoint=127.0.0.1:1, eu-central-1",
        "s3://bucket/db1?endpoint=127.0.0.1:1, us-east-1"
    })
    void region_inTheAddress_comesFirst(String address, String region) {
        try (Connection connection = new Connection(url(address), ScriptedStore.ANYBODY, Deadlines.USUAL)) {
            assertThat(connection.client().serviceClientConfiguration().region().id())
                    .isEqualTo(region);
        }
    }

    private static StorageUrl.S3 url(String text) {
        return (StorageUrl.S3) StorageUrl.parse(text);
    }

    @Test
    void partSize_forAnyLength_staysBelowTheLimitOfParts() {
        assertThat(PartBuffer.sizeFor(0)).isEqualTo(PartBuffer.SMALLEST);
        assertThat(PartBuffer.sizeFor(40L << 30)).isEqualTo(PartBuffer.SMALLEST);
        assertThat((1L << 40) / PartBuffer.sizeFor(1L << 40)).isLessThan(9001);
    }

    private static Answer answerUpload(Asked asked) {
        if (isPart(asked) || asked.method().equals("DELETE")) {
            return Answer.of(200, "");
        }
        return Answer.of(200, isComplete(asked) ? COMPLETED : STARTED);
    }

    private static PutResult uploadTwoParts(Storage storage) throws StorageException {
        byte[] body = new byte[PartBuffer.SMALLEST + 1];
        try (Storage.Upload upload = storage.startUpload("a", 4, body.length)) {
            upload.write(body, 0, body.length);
            return upload.complete(new byte[4]);
        }
    }

    private static PutResult create(Storage storage) throws StorageException {
        return storage.create("a", ByteBuffer.allocate(10));
    }

    private static boolean isConditional(Asked asked) {
        return asked.headers().containsKey("If-none-match");
    }

    private static boolean isPart(Asked asked) {
        return asked.path().contains("partNumber=");
    }

    private static boolean isComplete(Asked asked) {
        return asked.method().equals("POST") && asked.path().contains("uploadId=");
    }

    private static Asked last(ScriptedStore store) {
        return store.asked().get(store.asked().size() - 1);
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
