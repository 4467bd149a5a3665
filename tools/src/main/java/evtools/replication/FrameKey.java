package evtools.replication;

/**
 * What makes two frames copies of one frame: equal frame id and equal bytes.
 *
 * @param origin random id of the spool that made the frame
 * @param sequence counter within that spool, from 1
 * @param headerCrc the frame header's checksum; it covers the payload's checksum and so the whole frame
 */
public record FrameKey(long origin, long sequence, int headerCrc) {}
