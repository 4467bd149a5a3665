/**
 * evrecv: receives frames, stores them by time, passes them on to other servers, and gives them out again.
 *
 * <pre>
 *  evsend ──► {@link evtools.evrecv.SenderSession} ─► store ─► FramePlacer ─► {@link evtools.evrecv.PeerLink} ──► evrecv
 *  evrecv ──► {@link evtools.evrecv.PeerSession}   ─► store                   the frame goes from file to socket
 *  evfetch ─► {@link evtools.evrecv.ReaderSession} ◄─ store
 * </pre>
 *
 * <p>Frames are checked and copied, never decoded. May use cli, lib-format, replication, transport and store.
 */
@NullMarked
package evtools.evrecv;

import org.jspecify.annotations.NullMarked;
