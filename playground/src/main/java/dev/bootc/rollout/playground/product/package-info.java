/**
 * How the product's programs are started out of this checkout, with the chart's rights and no
 * others. It must not know what is tested or measured with them.
 */
@NullMarked
package dev.bootc.rollout.playground.product;

import org.jspecify.annotations.NullMarked;
