using System.Reflection;
using System.Text.Json;
using Penstock.Relational;

namespace Penstock.OldData;

/// <summary>The statements with which this checkout settles, to be sent by a process of it that wakes up after all others have gone on.</summary>
internal static class Settlements
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Store store, string path)
    {
        var type = typeof(QueueSource).Assembly.GetType("Penstock.Relational.SettlementSql", throwOnError: true)!;
        var statements = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var keyed in new[] { false, true })
        {
            var sql = Activator.CreateInstance(type, store, "jobs", keyed)!;
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.PropertyType == typeof(string)))
                statements[$"{(keyed ? "keyed" : "keyless")} {property.Name}"] = (string)property.GetValue(sql)!;
        }

        File.WriteAllText(path, JsonSerializer.Serialize(statements, Indented) + "\n");
    }
}
