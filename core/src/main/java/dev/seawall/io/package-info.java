/** What the ways to disk have in common. */
@NullMarked
package dev.seawall.io;

import org.jspecify.annotations.NullMarked;
