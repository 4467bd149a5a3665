/** Tests of membership: files that change, names that come and go. */
@NullMarked
package evtools.membership;

import org.jspecify.annotations.NullMarked;
