/**
 * Which servers there are, at every moment: from the command line, from files that change, from names whose addresses
 * change.
 *
 * <pre>
 *  --to, --peers ─► ServerList ─┬─ addresses ──────────────────────────┐
 *                               ├─ files ── changed, SIGHUP ──► lines ─┤
 *                               └─ names ── every 30 s ─► addresses ───┴─► {@link evtools.membership.Membership}
 *                                                                              │ compares with what it was
 *                                                                              ▼
 *                                                             added, removed ──► Shipper, Replicator
 * </pre>
 *
 * <p>What can't be read or looked up changes nothing: a broken file or a dead name server must not take a cluster
 * away. {@link evtools.membership.MembershipWatch} has the only thread; the rest is told the time and can be simulated.
 *
 * <p>May use: cli and the addresses of {@link evtools.transport}.
 */
@NullMarked
package evtools.membership;

import org.jspecify.annotations.NullMarked;
