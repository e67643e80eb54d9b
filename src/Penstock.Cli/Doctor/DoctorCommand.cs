using System.CommandLine;
using Penstock.Hosting;
using Penstock.Workers.Chat;
using Penstock.Workers.Marker;
using Spectre.Console;

namespace Penstock.Cli;

/// <summary><c>doctor</c>: is this machine, and this database or cluster, fit for Penstock?</summary>
internal static class DoctorCommand
{
    public static Command Create(Session session)
    {
        var flags = new SettingFlags(StoreSettings.Db, MarkerSettings.DlqTable, ChatKafkaSettings.Servers, ChatKafkaSettings.ClientOptions);
        var data = new Option<string>("--data") { HelpName = "dir", Description = "The folder of 'up'. [default: .penstock]", DefaultValueFactory = _ => ".penstock" };
        var json = JsonFlag.Create();
        var command = new Command("doctor", "Check the machine and, where they are named, the database and the Kafka cluster; say what to do about what is wrong.") { data, json };
        flags.AddTo(command);
        command.SetAction((parsed, _) =>
            RunAsync(flags.Read(parsed, session), parsed.GetRequiredValue(data), parsed.GetValue(json), session));
        return command;
    }

    private static async Task<int> RunAsync(SettingsReader settings, string data, bool json, Session session)
    {
        var findings = MachineChecks.All(data, session).Concat(await StoreAsync(settings, session)).Concat(await ClusterChecks.AllAsync(settings, session)).ToList();
        if (json)
            findings.ForEach(finding => session.Output.WriteLine(Json(finding)));
        else
            Screen.Of(session).Write(Table(findings));
        return findings.Exists(finding => finding.Outcome == Outcome.Failed) ? Shell.Failed : 0;
    }

    private static async Task<IReadOnlyList<Finding>> StoreAsync(SettingsReader settings, Session session)
    {
        if (!settings.IsSet(StoreSettings.Db))
            return [new("database", Outcome.Ok, "none named (--db or PENSTOCK_DB); 'up' brings its own")];
        await using var store = Stores.OpenReadOnly(settings, StoreSettings.Db, session.Time);
        return await new StoreChecks(store, Schemas.All(settings), session).AllAsync();
    }

    private static string Json(Finding finding) => JsonText.Of(json =>
    {
        json.WriteString("check", finding.Check);
        json.WriteString("outcome", Word(finding.Outcome));
        json.WriteString("found", finding.Found);
        json.WriteString("remedy", finding.Remedy);
    });

    private static Table Table(IEnumerable<Finding> findings)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "", "");
        foreach (var finding in findings)
        {
            table.AddRow(
                new Text(Word(finding.Outcome), new Style(ColourOf(finding.Outcome))),
                new Text(finding.Check),
                new Text(finding.Remedy is null ? finding.Found : $"{finding.Found}\n→ {finding.Remedy}"));
        }

        return table;
    }

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Ok => "ok",
        Outcome.Warning => "warning",
        _ => "failed",
    };

    private static Color ColourOf(Outcome outcome) => outcome switch
    {
        Outcome.Ok => Color.Green,
        Outcome.Warning => Color.Yellow,
        _ => Color.Red,
    };
}
