using System.CommandLine;

namespace Penstock.Cli.Tests;

public sealed class SafetyTests
{
    [Fact]
    public async Task Without_a_terminal_a_change_needs_its_flag() =>
        (await DiscardAsync("discard --match x", "y\n", canAsk: false))
            .ShouldRefuse("--yes is missing: 'Discard 3 letters?' can't be asked without a terminal.");

    [Theory]
    [InlineData("discard --match x --yes", "", false)]
    [InlineData("discard --match x", "y\n", true)]
    [InlineData("discard --all", " Yes \n", true)]
    public async Task A_change_is_made_on_somebodys_word(string line, string input, bool canAsk) =>
        (await DiscardAsync(line, input, canAsk)).Output.ShouldBe("done");

    [Theory]
    [InlineData("\n")]
    [InlineData("n\n")]
    [InlineData("")]
    public async Task Whatever_is_no_yes_is_a_no(string input) => (await DiscardAsync("discard --match x", input, canAsk: true))
        .ShouldBe(new(1, "", $"Discard 3 letters? [y/N] penstock: Nothing was changed.{Environment.NewLine}"));

    [Fact]
    public async Task An_empty_filter_does_not_mean_everything() =>
        (await DiscardAsync("discard --yes", "", canAsk: false))
            .ShouldRefuse("No filter is given: --match, --older-than or, for everything, --all is needed.");

    [Fact]
    public async Task Everything_and_a_filter_contradict_each_other() =>
        (await DiscardAsync("discard --yes --all --older-than 1d", "", canAsk: false))
            .ShouldRefuse("--all is given beside --older-than: one of the two is allowed.");

    private static async Task<CommandLine> DiscardAsync(string line, string input, bool canAsk)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var session = new Session
        {
            Output = output, Error = error, Input = new StringReader(input), CanAsk = canAsk, Environment = new Dictionary<string, string>(),
        };
        var code = await Shell.RunAsync(new RootCommand { Discard(session) }, line.Split(' '), session);
        return new(code, output.ToString(), error.ToString());
    }

    private static Command Discard(Session session)
    {
        var (yes, all) = (YesFlag.Create(), AllFlag.Create("letters"));
        var (match, older) = (new Option<string>("--match"), new Option<string>("--older-than"));
        var command = new Command("discard") { yes, all, match, older };
        command.SetAction(async (parsed, _) =>
        {
            AllFlag.Require(parsed, all, match, older);
            await YesFlag.RequireAsync(parsed.GetValue(yes), "Discard 3 letters", session);
            await session.Output.WriteAsync("done");
        });
        return command;
    }
}
