using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>--db</c> and <c>--config</c> of a general command, and the store they lead to.</summary>
/// <param name="others">Settings that the command reads beside it.</param>
internal sealed class StoreFlags(params IEnumerable<Setting> others)
{
    private readonly SettingFlags flags = new([StoreSettings.Db, .. others]);

    public void AddTo(Command command) => flags.AddTo(command);

    /// <summary>What is set, for a command that needs more than the store.</summary>
    /// <exception cref="SettingException">The file can't be read, or a name is unknown.</exception>
    public SettingsReader Read(ParseResult parsed, Session session) => flags.Read(parsed, session);

    /// <summary>The store, for a command that changes something there.</summary>
    /// <param name="needed">Schemas that must be up to date.</param>
    /// <exception cref="SettingException">No address is given, or it is none.</exception>
    /// <exception cref="CommandException">Nobody answers.</exception>
    /// <exception cref="SchemaException">Tables are missing; the message has the remedy.</exception>
    public async Task<Store> OpenAsync(ParseResult parsed, Session session, params IReadOnlyList<MigrationSet> needed)
    {
        // Looked at without changing anything: a misspelled file must not come into being.
        await using (await OpenReadOnlyAsync(parsed, session, needed))
            return Stores.Open(flags.Read(parsed, session), StoreSettings.Db, session.Time);
    }

    /// <summary>The same for one that only looks.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public async Task<Store> OpenReadOnlyAsync(ParseResult parsed, Session session, params IReadOnlyList<MigrationSet> needed)
    {
        var settings = flags.Read(parsed, session);
        var store = Stores.OpenReadOnly(settings, StoreSettings.Db, session.Time);
        try
        {
            await Stores.ReachAsync(store, session.Stopping);
            await Schemas.RequireAsync(store, needed, settings, session.Stopping);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
