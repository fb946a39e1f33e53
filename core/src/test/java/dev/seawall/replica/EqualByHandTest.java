package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who compares by hand can forget a part that is added later. */
class EqualByHandTest {
    private static final GenerationId ONE = GenerationId.ofBits(1);
    private static final GenerationId TWO = GenerationId.ofBits(2);

    /** Of each record two lists of what it is made of, which differ in every place. */
    record Case(Class<? extends Record> type, List<?> some, List<?> others) {}

    static Stream<Case> records() {
        PageSize size = new PageSize(4096);
        return Stream.of(
                new Case(Salt.class, List.of(1, 2), List.of(3, 4)),
                new Case(Checksum.class, List.of(1, 2), List.of(3, 4)),
                new Case(PageSize.class, List.of(512), List.of(1024)),
                new Case(GenerationId.class, List.of(ONE.text()), List.of(TWO.text())),
                new Case(Position.class, List.of(ONE, 1, 2L), List.of(TWO, 3, 4L)),
                new Case(SegmentName.class, List.of(ONE, 1, 2L), List.of(TWO, 3, 4L)),
                new Case(SnapshotName.class, List.of(ONE, 1), List.of(TWO, 2)),
                new Case(
                        SnapshotStamp.class,
                        List.of(new Position(ONE, 1, 0), 1L, 2L, size, 3L, Optional.empty()),
                        List.of(
                                new Position(TWO, 1, 0),
                                4L,
                                5L,
                                new PageSize(512),
                                6L,
                                Optional.of(new Predecessor(Optional.of(TWO), "first")))));
    }

    @ParameterizedTest
    @MethodSource("records")
    void equals_ofTwoRecords_meansThatEachPartIsEqual(Case given) throws Exception {
        Record record = make(given.type(), given.some());
        assertThat(record)
                .isEqualTo(make(given.type(), given.some()))
                .hasSameHashCodeAs(make(given.type(), given.some()))
                .isNotEqualTo(null)
                .isNotEqualTo("something else");
        for (int i = 0; i < given.some().size(); i++) {
            Object[] parts = given.some().toArray();
            parts[i] = given.others().get(i);
            assertThat(record).as("part %d is another", i).isNotEqualTo(make(given.type(), Arrays.asList(parts)));
        }
    }

    private static Record make(Class<? extends Record> type, List<?> parts) throws Exception {
        Class<?>[] types = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(parts.toArray());
    }
}
