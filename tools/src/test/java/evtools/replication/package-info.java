/** The rules of replication under simulated networks and crashes. */
@NullMarked
package evtools.replication;

import org.jspecify.annotations.NullMarked;
