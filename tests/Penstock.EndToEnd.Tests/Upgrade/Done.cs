using System.Collections.Concurrent;
using System.Text;
using Penstock.Dev;

namespace Penstock.EndToEnd.Tests;

/// <summary>What handlers were given, in its order.</summary>
internal sealed class Done
{
    private readonly ConcurrentQueue<(string Body, Delivery Delivery)> all = [];

    public IReadOnlyList<string> Bodies => [.. all.Select(one => one.Body)];

    public static string Body(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    public Delivery Find(string body) => all.First(one => one.Body == body).Delivery;

    public ValueTask HandleAsync(string body, Delivery delivery, CancellationToken giveUp)
    {
        all.Enqueue((body, delivery));
        return ValueTask.CompletedTask;
    }

    public Task UntilAsync(int count) => Until.TrueAsync($"{count} are handled", () => Task.FromResult(all.Count >= count));

    /// <summary>Those whose names begin so, in the order of their numbers.</summary>
    public void ShouldBeInOrder(string prefix)
    {
        var some = Bodies.Where(body => body.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        some.ShouldNotBeEmpty();
        some.ShouldBe(some.Order(StringComparer.Ordinal));
    }
}
