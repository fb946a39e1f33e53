package dev.seawall.bench.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class IndexedStoreTest {
    private static final String BUCKET = "bench";

    private final IndexedStore store = new IndexedStore(new TransientNio2BlobStore());

    @BeforeEach
    void fill() {
        store.createContainer(BUCKET);
        for (String key : List.of("a/1", "a/2", "a/3", "b/x/1", "b/x/2", "b/y/1", "c")) {
            PutObjectRequest put = PutObjectRequest.builder()
                    .bucket(BUCKET)
                    .key(key)
                    .contentLength((long) key.length())
                    .build();
            store.putBlob(put, new ByteArrayInputStream(new byte[key.length()]));
        }
    }

    private List<String> list(ListObjectsV2Request.Builder request) {
        List<String> found = new ArrayList<>();
        ListObjectsV2Response page;
        do {
            page = store.list(request.bucket(BUCKET).maxKeys(2).build());
            page.contents().forEach(object -> found.add(object.key() + "=" + object.size()));
            page.commonPrefixes().forEach(folder -> found.add(folder.prefix()));
            assertThat(page.contents().size() + page.commonPrefixes().size()).isLessThanOrEqualTo(2);
            request.continuationToken(page.nextContinuationToken());
        } while (page.isTruncated());
        return found;
    }

    @Test
    void list_pageByPage_showsEachKeyOnceInOrder() {
        assertThat(list(ListObjectsV2Request.builder()))
                .containsExactly("a/1=3", "a/2=3", "a/3=3", "b/x/1=5", "b/x/2=5", "b/y/1=5", "c=1");
    }

    @Test
    void list_belowPrefix_showsNothingElse() {
        assertThat(list(ListObjectsV2Request.builder().prefix("a/"))).containsExactly("a/1=3", "a/2=3", "a/3=3");
    }

    @Test
    void list_startAfter_leavesOutThatKeyAndThoseBefore() {
        assertThat(list(ListObjectsV2Request.builder().prefix("a/").startAfter("a/2")))
                .containsExactly("a/3=3");
    }

    @Test
    void list_withDelimiter_showsEachFolderOnce() {
        assertThat(list(ListObjectsV2Request.builder().delimiter("/"))).containsExactly("a/", "b/", "c=1");
        assertThat(list(ListObjectsV2Request.builder().prefix("b/").delimiter("/")))
                .containsExactly("b/x/", "b/y/");
    }

    @Test
    void removed_isNotListed() {
        store.removeBlob(DeleteObjectRequest.builder().bucket(BUCKET).key("a/2").build());
        assertThat(list(ListObjectsV2Request.builder().prefix("a/"))).containsExactly("a/1=3", "a/3=3");
    }
}
