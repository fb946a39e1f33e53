/** Shows what an embedding application sees: replicate a database, restore it, look at a replica. */
@NullMarked
package dev.seawall;

import org.jspecify.annotations.NullMarked;
