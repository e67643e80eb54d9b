using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Workers.Marker.Tests;

public sealed class NameGeneratorProperties
{
    // The clock starts within the first half of a period of 32 bits and moves by less than the other half, so that no history wraps.
    private static readonly Gen<long> Starts =
        from period in Gen.Choose(0, 500)
        from ms in Gen.Choose(1 << 30, int.MaxValue)
        select ((long)period << 32) + ms;

    private static readonly Gen<Step> Steps =
        from moveMs in Gen.Frequency(
            (4, Gen.Choose(-3, 3)), (2, Gen.Choose(-100_000, 100_000)), (1, Gen.Choose(-10_000_000, 10_000_000)))
        from count in Gen.Frequency((3, Gen.Choose(0, 5)), (2, Gen.Choose(250, 520)))
        from skipMs in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 5000)))
        from node in Gen.Frequency((6, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 100).Select(id => (int?)id)))
        select new Step(moveMs, count, skipMs, node);

    private static readonly Gen<(long Start, Step[] Steps)> Histories =
        from start in Starts
        from steps in Steps.ArrayOf()
        select (start, steps);

    [Fact]
    public void Names_never_repeat_and_never_descend_whatever_the_clock_does() =>
        Prop.ForAll(Histories.ToArbitrary(), history =>
        {
            var names = Names(history.Start, history.Steps, firstNode: 7);
            names.ShouldBeUnique();
            names.ShouldBe(names.Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Generators_on_different_nodes_never_give_the_same_name() =>
        Prop.ForAll(Histories.ToArbitrary(), history =>
        {
            var mine = Names(history.Start, history.Steps, firstNode: 7);
            var others = Names(history.Start, [.. history.Steps.Select(step => step with { Node = step.Node + 101 })], firstNode: 202);
            mine.Intersect(others, StringComparer.Ordinal).ShouldBeEmpty();
        }).QuickCheckThrowOnFailure();

    private static List<string> Names(long start, Step[] steps, int firstNode)
    {
        var clock = new SettableClock(start);
        var generator = new NameGenerator(clock, firstNode);
        return [.. steps.SelectMany(step => step.Run(clock, generator))];
    }

    private sealed record Step(int MoveMs, int Count, int SkipMs, int? Node)
    {
        public string[] Run(SettableClock clock, NameGenerator generator)
        {
            clock.EpochMs += MoveMs;
            if (SkipMs > 0)
                generator.SkipAhead(TimeSpan.FromMilliseconds(SkipMs));
            if (Node is { } node)
                generator.Node = node;
            var names = new string[Count];
            generator.Fill(names);
            return names;
        }
    }
}
