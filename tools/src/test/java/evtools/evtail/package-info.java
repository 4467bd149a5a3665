/** Tests of evtail. */
@NullMarked
package evtools.evtail;

import org.jspecify.annotations.NullMarked;
