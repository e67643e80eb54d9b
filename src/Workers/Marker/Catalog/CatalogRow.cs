namespace Penstock.Workers.Marker;

/// <summary>A catalog row as it was claimed.</summary>
/// <param name="Status">Its <c>des_status</c>; null is untouched.</param>
/// <param name="RetryCount">Its <c>retry_count</c>.</param>
/// <param name="HasHistory">It failed before: something beside the row is to be cleared once it is marked.</param>
public sealed record CatalogRow(string? Status, int RetryCount, bool HasHistory);
