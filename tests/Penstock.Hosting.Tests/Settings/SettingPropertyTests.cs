using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Hosting.Tests;

public sealed class SettingPropertyTests
{
    [Fact]
    public void Any_whole_number_within_bounds_comes_back_from_any_source() =>
        Prop.ForAll(Gen.Choose(1, 100_000).ToArbitrary(), number =>
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            using var folder = new TemporaryFolder();
            return new[]
            {
                Samples.Flags("--batch-size", text),
                Samples.Variables(("Penstock__Marker__BatchSize", text)),
                Samples.Variables(("DES_MARKER_BATCH_SIZE", text)),
                folder.With($$"""{ "Penstock": { "Marker": { "BatchSize": {{text}} } } }"""),
                folder.With($$"""{ "Penstock:Marker:BatchSize": " {{text}} " }"""),
            }.All(sources => sources.Read(Samples.Marker).Get(Samples.BatchSize) == number);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_whole_number_out_of_bounds_is_refused() =>
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<int>().Where(number => number is < 1 or > 100_000).ToArbitrary(),
            number => !Samples.BatchSize.Accepts(number.ToString(CultureInfo.InvariantCulture))).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_duration_of_whole_milliseconds_reads_back_as_it_was_written() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), number =>
        {
            var span = TimeSpan.FromMilliseconds(number);
            return DurationText.TryRead(DurationText.Write(span), out var read) && read == span;
        }).QuickCheckThrowOnFailure();
}
