using DurableTeams.FunctionsHost.Protocol;
using Grpc.Core;

namespace DurableTeams.FunctionsHost.Workers;

/// <summary>The service that workers call when they start.</summary>
internal sealed class FunctionRpcService(Supervisor supervisor) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)) return;
        var channel = supervisor.Find(requestStream.Current.StartStream?.WorkerId ?? "")
            ?? throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "Not a worker of this host."));
        channel.Open();
        var writing = WriteAsync(channel, responseStream, context.CancellationToken);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken)) channel.Take(requestStream.Current);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or Grpc.Core.RpcException)
        {
            // The worker is gone; its process says why.
        }

        channel.Close("The worker closed its stream.");
        await writing;
    }

    private static async Task WriteAsync(
        WorkerChannel channel, IServerStreamWriter<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in channel.ToWorker.ReadAllAsync(cancellationToken))
                await stream.WriteAsync(message, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // As above.
        }
    }
}
