namespace Penstock.Workers.Marker;

/// <summary>What an import has done so far.</summary>
/// <param name="Files">Regular files that were found and can be catalogued.</param>
/// <param name="Added">Of these, the rows that are new.</param>
/// <param name="AlreadyThere">Of these, the rows that were there before.</param>
/// <param name="PassedOver">Files and folders that could not be read or whose path no row can hold.</param>
public sealed record ImportCount(long Files, long Added, long AlreadyThere, long PassedOver);
