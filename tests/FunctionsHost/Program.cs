using DurableTeams.FunctionsHost;
using DurableTeams.FunctionsHost.Settings;

try
{
    return await HostRun.RunAsync(HostSettings.Read(args));
}
catch (InvalidOperationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
