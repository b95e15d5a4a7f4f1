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
            default:
                Console.Error.WriteLine("usage: bench chain3");
                return 2;
        }
    }
}
