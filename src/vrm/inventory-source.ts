/** Where the inventory comes from. Every failure is a RahError `inventory_unreadable`. */
export interface InventorySource {
  /** How messages call it. */
  readonly fileName: string;
  /** Cheap; differs whenever the text may differ. */
  stamp(): string;
  read(): string;
}
