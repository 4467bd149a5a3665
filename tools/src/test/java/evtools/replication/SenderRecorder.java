package evtools.replication;

import java.util.ArrayList;
import java.util.List;

/** Notes what a sender wants done. Answers come from the tests. */
final class SenderRecorder implements FrameSender.Output {
    record Sent(int server, long sequence, boolean storeOnly) {}

    final List<Sent> sent = new ArrayList<>();
    final List<Long> asked = new ArrayList<>();
    final List<Long> acknowledged = new ArrayList<>();
    final List<Long> forgotten = new ArrayList<>();
    final List<Long> tooOld = new ArrayList<>();

    /** These servers hold a frame. */
    static HolderSet holders(boolean durable, long... ids) {
        HolderSet holders = new HolderSet();
        for (long id : ids) {
            holders.add(id, durable);
        }
        return holders;
    }

    @Override
    public void send(int server, long sequence, boolean storeOnly) {
        sent.add(new Sent(server, sequence, storeOnly));
    }

    @Override
    public void askHeld(int server, long[] sequences) {
        for (long sequence : sequences) {
            asked.add(sequence);
        }
    }

    @Override
    public void acknowledged(long sequence) {
        acknowledged.add(sequence);
    }

    @Override
    public void forget(long sequence) {
        forgotten.add(sequence);
    }

    @Override
    public void tooOld(long sequence) {
        tooOld.add(sequence);
    }

    @Override
    public void refused(int server, long sequence) {
        throw new AssertionError("frame " + sequence + " was refused");
    }
}
