using Penstock.Cli;

using var session = Session.OfProcess();
return await Shell.RunAsync(PenstockCommand.Create(session), args, session);
