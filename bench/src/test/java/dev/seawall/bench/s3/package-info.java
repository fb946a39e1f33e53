@NullMarked
package dev.seawall.bench.s3;

import org.jspecify.annotations.NullMarked;
