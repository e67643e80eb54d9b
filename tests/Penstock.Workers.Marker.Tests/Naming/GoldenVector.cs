namespace Penstock.Workers.Marker.Tests;

/// <summary>Names that existing catalogs hold, with their hashes and shards.</summary>
public sealed record GoldenVector(
    long EpochMs, int Node, string Prefix, int WrapBits, int Seq, string Name, string Hash, int Shard4, int Shard8, int Shard10, int Shard12)
{
    public static TheoryData<GoldenVector> All =>
    [
        new GoldenVector(1735732800000, 1, "DES", 32, 0, "DES_20250101_(21BCAA000100_88)",
            "3e068c1d4e7bb7d0993ce93d78df6b526dc102fd84c51455df804618caef72c4", 3, 62, 248, 992),
        new GoldenVector(1735732800000, 1, "DES", 32, 1, "DES_20250101_(21BCAA000101_89)",
            "c48d1fa66cad5be553ff67785dfc5cff2b05eec79c1032af2bb61ab89e2a2c2f", 12, 196, 786, 3144),
        new GoldenVector(1764201600123, 0, "DES", 32, 0, "DES_20251127_(C29C147B0000_ED)",
            "0eddc952bc8dbdc5eebae4530791c0d6d66a2bec2f8858dd9ae0f9a446609e64", 0, 14, 59, 237),
        new GoldenVector(1764201600123, 0, "DES", 32, 1, "DES_20251127_(C29C147B0001_EE)",
            "ccab9e1565ef6c926f1221211212640a3390d6e258394f4930ee34c1b7b7d011", 12, 204, 818, 3274),
        new GoldenVector(1764201600123, 255, "ARCH2", 16, 0, "ARCH2_20251127_(0000147BFF00_8E)",
            "7003f68da3bd909dc4325a693a4c10ae8a47e1f39cf4697faa68a2557124ef1d", 7, 112, 448, 1792),
    ];

    public override string ToString() => Name;
}
