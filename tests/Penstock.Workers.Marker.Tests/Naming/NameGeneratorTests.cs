using System.Collections.Concurrent;

namespace Penstock.Workers.Marker.Tests;

public sealed class NameGeneratorTests
{
    private const long Noon = 1735732800000;

    private readonly SettableClock _clock = new(Noon);

    [Theory]
    [InlineData(-1, "DES", 32, "node")]
    [InlineData(256, "DES", 32, "node")]
    [InlineData(0, "", 32, "prefix")]
    [InlineData(0, "bad-prefix", 32, "prefix")]
    [InlineData(0, "test_prefix", 32, "prefix")]
    [InlineData(0, "DES", 0, "wrapBits")]
    [InlineData(0, "DES", 33, "wrapBits")]
    public void Bad_settings_are_refused_at_construction(int node, string prefix, int wrapBits, string part) =>
        Should.Throw<ArgumentException>(() => new NameGenerator(_clock, node, prefix, wrapBits)).ParamName.ShouldBe(part);

    [Fact]
    public void Under_a_standing_clock_the_names_of_one_ms_ascend_by_sequence()
    {
        var names = Take(new(_clock, 1), 5);
        names.ShouldBe(Enumerable.Range(0, 5).Select(seq => DesName.Format(Noon, 1, seq)));
        names.ShouldBe(names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_new_ms_starts_at_sequence_0()
    {
        var generator = new NameGenerator(_clock, 1);
        Take(generator, 3);
        _clock.EpochMs = Noon + 1;
        generator.Next().ShouldBe(DesName.Format(Noon + 1, 1, 0));
    }

    [Fact]
    public void A_clock_set_back_leaves_it_in_its_last_ms()
    {
        var generator = new NameGenerator(_clock, 1);
        generator.Next();
        _clock.EpochMs = Noon - 60_000;
        generator.Next().ShouldBe(DesName.Format(Noon, 1, 1));
        generator.Ahead.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void After_256_names_in_one_ms_it_goes_on_in_the_next_without_waiting()
    {
        var names = Take(new(_clock, 1), 600);
        names.ShouldBeUnique();
        names[255].ShouldBe(DesName.Format(Noon, 1, 255));
        names[256].ShouldBe(DesName.Format(Noon + 1, 1, 0));
        names[599].ShouldBe(DesName.Format(Noon + 2, 1, 87));
    }

    [Fact]
    public void It_is_ahead_by_what_it_borrowed_until_the_clock_has_passed()
    {
        var generator = new NameGenerator(_clock, 1);
        generator.Ahead.ShouldBe(TimeSpan.Zero);
        Take(generator, 1000);
        generator.Ahead.ShouldBe(TimeSpan.FromMilliseconds(3));
        _clock.EpochMs = Noon + 4;
        generator.Ahead.ShouldBe(TimeSpan.Zero);
        generator.Next().ShouldBe(DesName.Format(Noon + 4, 1, 0));
    }

    [Fact]
    public void Filling_nothing_uses_up_nothing()
    {
        var generator = new NameGenerator(_clock, 1);
        generator.Fill([]);
        generator.Next().ShouldBe(DesName.Format(Noon, 1, 0));
    }

    [Fact]
    public void Another_node_goes_on_in_a_fresh_ms()
    {
        var generator = new NameGenerator(_clock, 1);
        generator.Next();
        generator.Node = 2;
        generator.Node.ShouldBe(2);
        generator.Next().ShouldBe(DesName.Format(Noon + 1, 2, 0));
        generator.Node = 1;
        generator.Next().ShouldBe(DesName.Format(Noon + 2, 1, 0));
    }

    [Fact]
    public void A_bad_node_is_refused_and_the_old_one_stays()
    {
        var generator = new NameGenerator(_clock, 1);
        Should.Throw<ArgumentOutOfRangeException>(() => generator.Node = 256);
        generator.Next().ShouldBe(DesName.Format(Noon, 1, 0));
    }

    [Fact]
    public void Skipping_ahead_counts_from_the_next_name_or_from_now_if_that_is_later()
    {
        var generator = new NameGenerator(_clock, 1);
        generator.SkipAhead(TimeSpan.FromSeconds(1));
        generator.Next().ShouldBe(DesName.Format(Noon + 1000, 1, 0));
        generator.SkipAhead(TimeSpan.FromSeconds(2));
        generator.Next().ShouldBe(DesName.Format(Noon + 3001, 1, 0));
        _clock.EpochMs = Noon + 10_000;
        generator.SkipAhead(TimeSpan.FromTicks(1));
        generator.Next().ShouldBe(DesName.Format(Noon + 10_001, 1, 0));
    }

    [Fact]
    public void Skipping_ahead_by_nothing_backwards_or_past_the_last_year_is_refused()
    {
        var generator = new NameGenerator(_clock, 1);
        foreach (var by in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.MaxValue })
            Should.Throw<ArgumentOutOfRangeException>(() => generator.SkipAhead(by)).ParamName.ShouldBe("by");
        generator.Next().ShouldBe(DesName.Format(Noon, 1, 0));
    }

    [Fact]
    public void Few_wrap_bits_repeat_once_their_names_are_used_up()
    {
        var names = Take(new(_clock, 1, wrapBits: 1), 1024);
        names.Take(512).ShouldBeUnique();
        names.Skip(512).ShouldBe(names.Take(512));
    }

    [Fact]
    public void A_clock_before_1970_gives_names_of_1970()
    {
        _clock.EpochMs = -5;
        new NameGenerator(_clock, 1).Next().ShouldBe(DesName.Format(0, 1, 0));
    }

    [Fact]
    public void Threads_that_share_it_get_different_names_and_each_an_unbroken_run()
    {
        var generator = new NameGenerator(_clock, 1);
        var runs = new ConcurrentBag<string[]>();
        Parallel.For(0, 64, _ => runs.Add(Take(generator, 500)));

        var expected = Take(new(_clock, 1), 64 * 500);
        runs.OrderBy(run => run[0], StringComparer.Ordinal).SelectMany(run => run).ShouldBe(expected);
    }

    [Fact]
    public void A_name_costs_one_allocation_the_text_itself()
    {
        const int BytesOfAString = 88;
        var (generator, names) = (new NameGenerator(_clock, 1), new string[1000]);
        generator.Fill(names);
        var before = GC.GetAllocatedBytesForCurrentThread();
        generator.Fill(names);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThanOrEqualTo(BytesOfAString * names.Length);
    }

    private static string[] Take(NameGenerator generator, int count)
    {
        var names = new string[count];
        generator.Fill(names);
        return names;
    }
}
