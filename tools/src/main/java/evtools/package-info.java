/**
 * The one main class of all tools; each tool has a package of its own below this one.
 *
 * <p>Nothing may use this package.
 */
@NullMarked
package evtools;

import org.jspecify.annotations.NullMarked;
