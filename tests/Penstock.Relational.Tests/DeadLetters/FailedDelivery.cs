using System.Text;

namespace Penstock.Relational.Tests;

internal sealed class FailedDelivery(string origin, string? address, string body) : Delivery
{
    public override string Origin => origin;

    public override string? Address => address;

    public override ReadOnlyMemory<byte> Body => Encoding.UTF8.GetBytes(body);

    public override IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string> { ["tenant"] = "7" };
}
