import java.util.Arrays;
import java.util.List;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One OpenSearch node on loopback, until its standard input ends: java Node.java DIR NAME HTTP_PORT TRANSPORT_PORT
 * [PEERS], where PEERS are the transport ports of all nodes of the cluster, the same for each: 9301,9302,9303.
 */
class Node {
    public static void main(String[] args) throws Exception {
        String dir = args[0], name = args[1];
        int http = Integer.parseInt(args[2]), transport = Integer.parseInt(args[3]);
        List<String> peers = args.length > 4 ? Arrays.asList(args[4].split(",")) : List.of();
        var runner = new OpenSearchRunner();
        runner.setMaxHttpPort(-1); // the port asked for and no other
        runner.onBuild((number, settings) -> {
            settings.put("node.name", name);
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", http);
            settings.put("transport.port", transport);
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            settings.put("bootstrap.memory_lock", false);
            if (!peers.isEmpty()) {
                settings.put("discovery.type", "zen"); // the runner takes a node for a cluster
                settings.putList("discovery.seed_hosts", peers.stream().map(p -> "127.0.0.1:" + p).toList());
                settings.putList("cluster.initial_cluster_manager_nodes", "n1", "n2", "n3");
            }
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(dir).clusterName("letopis").numOfNode(1)
            .baseHttpPort(http - 1));
        System.out.println("ready");
        while (System.in.read() >= 0) { } // who started it holds the other end
        runner.close();
    }
}
