using Penstock.Workers.Marker;

namespace Penstock.Bench;

/// <summary>Rows that refuse their mark.</summary>
internal sealed record Poison(string What, int OneIn)
{
    public const string Remove = $"ALTER TABLE {CatalogSchema.Catalog} DROP CONSTRAINT IF EXISTS bench_poison";

    public static Poison None { get; } = new("batch 1,000, against the same UPDATE inside the server", 0);

    public static IReadOnlyList<Poison> Some { get; } = [new("batch 1,000, 1 poisoned row in 1,000", 1_000), new("batch 1,000, 1 poisoned row in 100", 100)];

    public static IReadOnlyList<Poison> All { get; } = [None, .. Some];

    public string Add => OneIn == 0
        ? Remove
        : $"ALTER TABLE {CatalogSchema.Catalog} ADD CONSTRAINT bench_poison CHECK (des_name IS NULL OR id % {OneIn} <> 0) NOT VALID";

    public int In(int rows) => OneIn == 0 ? 0 : rows / OneIn;
}
