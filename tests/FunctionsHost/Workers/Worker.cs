using DurableTeams.FunctionsHost.Protocol;
using DurableTeams.FunctionsHost.Settings;

namespace DurableTeams.FunctionsHost.Workers;

/// <summary>A worker whose functions are loaded.</summary>
/// <param name="Channel">Its messages.</param>
/// <param name="Http">Where it takes the requests of its HTTP triggers.</param>
/// <param name="Functions">Its functions.</param>
internal sealed record Worker(WorkerChannel Channel, Uri Http, IReadOnlyList<FunctionDescription> Functions)
{
    /// <summary>Initialises a worker that has opened its stream, and loads its functions.</summary>
    public static async Task<Worker> LoadAsync(WorkerChannel channel, HostSettings settings)
    {
        await channel.Started;
        var ready = (await channel.AskAsync(message => message.WorkerInitRequest = new WorkerInitRequest
        {
            HostVersion = "4.1037.0",
            Capabilities = { ["FunctionDataCache"] = "False" },
            WorkerDirectory = settings.App,
            FunctionAppDirectory = settings.App,
        })).WorkerInitResponse;
        Check("initialise", ready.Result);

        var described = (await channel.AskAsync(message => message.FunctionsMetadataRequest = new FunctionsMetadataRequest
        {
            FunctionAppDirectory = settings.App,
        })).FunctionMetadataResponse;
        Check("describe its functions", described.Result);
        foreach (var function in described.FunctionMetadataResults)
        {
            function.Directory = settings.App;
            var loaded = await channel.AskAsync(message => message.FunctionLoadRequest = new FunctionLoadRequest
            {
                FunctionId = function.FunctionId,
                Metadata = function,
            });
            Check($"load {function.Name}", loaded.FunctionLoadResponse.Result);
        }

        return new(channel, new Uri(
            ready.Capabilities["HttpUri"]), [.. described.FunctionMetadataResults.Select(FunctionDescription.Read)]);
    }

    private static void Check(string what, StatusResult result)
    {
        if (result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"The worker could not {what}: {result.Exception?.Message}");
    }
}
