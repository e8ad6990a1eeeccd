import { type BundleOrder, bundleOrderSchema } from '@omamori/contract/bundle-delivery';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type TrustedKeys, verifyDocument } from '@omamori/contract/signed-document';

const MAX_ORDER_BYTES = 32 * 1024;

/** Errors: BND_ORDER_BAD, BND_ORDER_OLD, the DOC_* of the signature. `newest`: when the newest order so far was issued. */
export function readOrder(
  payload: Buffer,
  appliance: string,
  trusted: TrustedKeys,
  newest: string | null,
): Result<BundleOrder> {
  if (payload.length > MAX_ORDER_BYTES) return err('BND_ORDER_BAD', 'An order for a bundle is too long.');
  let document: unknown;
  try {
    document = JSON.parse(payload.toString('utf8'));
  } catch (thrown) {
    return err('BND_ORDER_BAD', 'An order for a bundle is not JSON.', { cause: causeOf(thrown) });
  }
  const signed = verifyDocument(document, 'bundle-order', trusted);
  if (!signed.ok) return signed;
  const order = bundleOrderSchema.safeParse(signed.value.payload);
  if (!order.success || order.data.appliance !== appliance)
    return err('BND_ORDER_BAD', 'An order for a bundle has another form or names another box.');
  if (newest !== null && order.data.issuedAt < newest)
    return err('BND_ORDER_OLD', 'An order for a bundle is older than the one before.');
  return ok(order.data);
}
