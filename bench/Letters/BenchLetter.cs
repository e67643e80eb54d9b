using System.Text;

namespace Penstock.Bench;

/// <summary>One message of the many that fail: three pipelines, twenty errors, keys and numbers that vary.</summary>
internal sealed class BenchLetter(int number) : Delivery
{
    private static readonly Dictionary<string, string> Few = new(StringComparer.Ordinal) { ["tenant"] = "7", ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c" };
    private static readonly byte[] Content = Encoding.UTF8.GetBytes(new string('x', 200));

    public static DeadLetter Of(int number) => new(
        $"pipeline-{number / 100 % 3}", new BenchLetter(number) { Key = $"customer-{number % 977}" }, new Reason("RejectedException", $"Rule {(char)('A' + number % 20)} refuses order {number} of 'customer {number % 977}'."));

    public override string Origin => $"orders/{number}";

    public override string Address => "queue:orders";

    public override ReadOnlyMemory<byte> Body => Content;

    public override IReadOnlyDictionary<string, string> Headers => Few;
}
