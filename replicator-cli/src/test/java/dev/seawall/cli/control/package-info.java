@NullMarked
package dev.seawall.cli.control;

import org.jspecify.annotations.NullMarked;
