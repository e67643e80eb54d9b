using System.Globalization;

namespace Penstock.Cli.Tests;

public sealed class ListingTests
{
    private static readonly Listing<(string Name, long Size)> Files = new(
        (json, file) =>
        {
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Size);
        },
        new("name", file => file.Name),
        new("size", file => Shown.Size(file.Size), IsNumber: true));

    [Fact]
    public void People_get_aligned_columns_and_nothing_a_terminal_obeys() =>
        Written(asJson: false, ("a\e[31m", 512), ("longer\nname", 34 * 1024 * 1024)).Split('\n').Select(line => line.TrimEnd())
            .ShouldBe(["NAME          SIZE", "a [31m       512 B", "longer name  34 MB", ""]);

    [Fact]
    public void A_long_cell_is_not_cut_off_where_a_program_may_read_it() =>
        Written(asJson: false, (new string('x', 5_000), 1)).ShouldContain(new string('x', 5_000));

    [Fact]
    public void Programs_get_one_object_a_line() =>
        Written(asJson: true, ("a\nb", 512), ("c", 1)).ShouldBe("{\"name\":\"a\\nb\",\"bytes\":512}\n{\"name\":\"c\",\"bytes\":1}\n");

    [Fact]
    public void Nothing_is_a_sentence_for_people_and_nothing_for_programs()
    {
        Written(asJson: false).ShouldBe("No files.\n");
        Written(asJson: true).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0.00:00:00.4", "0 s")]
    [InlineData("0.00:00:59.9", "59 s")]
    [InlineData("0.00:03:10", "3 min")]
    [InlineData("1.23:00:00", "47 h")]
    [InlineData("1200.00:00:00", "1,200 d")]
    [InlineData("-0.00:00:05", "0 s")]
    public void An_age_is_one_number(string age, string shown) => Shown.Age(TimeSpan.Parse(age, CultureInfo.InvariantCulture)).ShouldBe(shown);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1229, "1.2 KB")]
    [InlineData(20_480, "20 KB")]
    [InlineData(long.MaxValue, "8388608 TB")]
    public void A_size_has_its_unit(long bytes, string shown) => Shown.Size(bytes).ShouldBe(shown);

    [Fact]
    public void A_count_says_where_counting_stopped()
    {
        Shown.Count(9_999, 10_000).ShouldBe("9,999");
        Shown.Count(10_000, 10_000).ShouldBe("10,000+");
    }

    [Fact]
    public void A_cut_text_has_no_half_of_a_character()
    {
        Shown.Cut("abcd", 4).ShouldBe("abcd");
        Shown.Cut("abcde", 4).ShouldBe("abc…");
        Shown.Cut("ab😀de", 4).ShouldBe("ab…");
    }

    private static string Written(bool asJson, params (string Name, long Size)[] files)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var session = new Session { Output = output, Error = TextWriter.Null, Environment = new Dictionary<string, string>() };
        Files.Write(files, asJson, "No files.", session);
        return output.ToString();
    }
}
