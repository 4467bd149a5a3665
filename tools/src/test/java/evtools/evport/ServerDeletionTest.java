package evtools.evport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.replication.FrameKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerDeletionTest {
    @Test
    void framesOfOneIdAreAskedForInOneMessage() {
        Set<FrameKey> frames = new HashSet<>();
        for (long sequence = 1; sequence <= 30; sequence++) {
            for (int crc = 0; crc < 1 + sequence % 3; crc++) {
                frames.add(new FrameKey(sequence % 2, sequence, crc));
            }
        }
        List<FrameKey> asked = new ArrayList<>();
        for (List<FrameKey> message : ServerDeletion.messages(frames, 10)) {
            assertTrue(message.size() <= 10, "too many in one");
            if (!asked.isEmpty()) {
                FrameKey before = asked.getLast();
                FrameKey next = message.getFirst();
                assertFalse(before.origin() == next.origin() && before.sequence() == next.sequence());
            }
            asked.addAll(message);
        }
        assertEquals(frames.size(), asked.size());
        assertEquals(frames, new HashSet<>(asked));
    }

    @Test
    void nothingIsAskedWhereNothingIsToBeDeleted() {
        assertEquals(List.of(), ServerDeletion.messages(Set.of(), 10));
    }
}
