namespace Penstock;

/// <summary>A delivery and its fate.</summary>
public readonly record struct Verdict(Delivery Delivery, Settlement Settlement);
