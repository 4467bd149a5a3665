package evtools.store;

/**
 * A frame as somebody else names it.
 *
 * @param origin random id of the spool that made it
 * @param sequence counter within that spool
 * @param headerCrc its header's checksum, which tells frames of one id apart
 */
public record FrameId(long origin, long sequence, int headerCrc) {}
