/**
 * evfetch: events of a time range from all servers, or live.
 *
 * <pre>
 *   servers ─► {@link evtools.fetch.RangeFetch} ─► output          --follow: frames as they come ─► {@link Following} ─► output
 *                                        --list:   {@link BucketListing}
 * </pre>
 *
 * <p>May use cli, pipe, fetch, lib-format, membership and transport.
 */
@NullMarked
package evtools.evfetch;

import org.jspecify.annotations.NullMarked;
