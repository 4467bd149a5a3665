@NullMarked
package evtools.evgen;

import org.jspecify.annotations.NullMarked;
