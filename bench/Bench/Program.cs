namespace DurableTeams.Bench;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "chain3":
                await Chain3.RunAsync();
                return 0;
            case "shapes":
                await Chain3Shapes.RunAsync();
                return 0;
            case "team3":
                await Team3.RunAsync();
                return 0;
            case "modes":
                await Modes.RunAsync();
                return 0;
            case "inbox":
                await Inbox.RunAsync();
                return 0;
            case "live":
                await Live.RunAsync();
                return 0;
            case "startup":
                await Startup.RunAsync();
                return 0;
            case "locks":
                await Locks.RunAsync();
                return 0;
            case "traced":
                await Traced.RunAsync();
                return 0;
            case "collector":
                await Traced.CollectAsync();
                return 0;
            default:
                await Console.Error.WriteLineAsync(
                    "usage: dotnet run --project bench/Bench -c Release -- chain3|shapes|team3|traced|modes|inbox|live|startup|locks");
                return 2;
        }
    }
}
