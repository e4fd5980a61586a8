// SPDX-License-Identifier: Apache-2.0
#include "server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "anchor/signed_note.h"
#include "base/http_client.h"
#include "base/status_macros.h"
#include "server/chains.h"
#include "server/fetch/fetch_queue.h"
#include "server/fetch/guarded_fetcher.h"
#include "server/log/anchors.h"
#include "server/log/log.h"
#include "server/log/publisher.h"
#include "server/metrics/metrics.h"
#include "server/metrics/metrics_server.h"
#include "server/migration.h"
#include "server/rpc_limits.h"
#include "server/service/admin_service.h"
#include "server/service/engine.h"
#include "server/service/receipt_events.h"
#include "server/service/receipts_service.h"
#include "server/service/recheck_worker.h"
#include "server/service/rules_service.h"
#include "server/service/screening_service.h"
#include "server/store/keys.h"
#include "server/store/rocksdb_store.h"
#include "server/tls_credentials.h"
#include "server/version.h"

namespace prescreen {
namespace {

// The closed set of JSON-LD contexts that this build interprets: none yet.
constexpr char kContextSet[] = "[]";
// What a status list may come as.
constexpr char kStatusListTypes[] =
    "application/vc+jwt, application/vc, application/jwt;q=0.9, "
    "application/ld+json;q=0.8, application/json;q=0.8, */*;q=0.1";
// As health checks name them; "" is the server as a whole.
constexpr const char* kServices[] = {"",
                                     "prescreen.v1.Screening",
                                     "prescreen.v1.Policies",
                                     "prescreen.v1.Catalogues",
                                     "prescreen.v1.Receipts",
                                     "prescreen.v1.Admin"};
constexpr int kExitAfterLostDurability = 70;

absl::Status FirstRefusal(absl::string_view what, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat(what, ": ", status.message()));
}

std::string Folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

class RunningServer final : public Server {
 public:
  RunningServer(const Config& config, FileSystem& files, Random& random,
                const Clock& clock, EventLog& events)
      : config_(config),
        files_(files),
        random_(random),
        clock_(clock),
        events_(events),
        metrics_(kEngineVersion, clock.Now()),
        calls_(metrics_, events_, config.log_requests) {}

  ~RunningServer() override { Drain(); }

  absl::Status Open() {
    RETURN_IF_ERROR(OpenFiles());
    RETURN_IF_ERROR(OpenLog());
    RETURN_IF_ERROR(OpenEngine());
    RETURN_IF_ERROR(Listen());
    {
      absl::MutexLock lock(&health_mutex_);
      is_listening_ = true;
    }
    UpdateHealth();
    return ServeMetrics();
  }

  std::string StartUpLine() const override {
    std::vector<std::string> chains;
    bool is_public = false;
    for (const ChainSetting& chain : engine_->chains) {
      chains.push_back(
          absl::StrCat(chain.id, chain.required ? " (required)" : ""));
      is_public = is_public || chain.is_public;
    }
    return absl::StrCat(
        "prescreend ", kEngineVersion, " listening on ", Address(), "; log ",
        log_->identity().origin, "; vkey ",
        absl::StrJoin(log_->identity().vkeys, " "),
        "; chains: ", chains.empty() ? "none" : absl::StrJoin(chains, ", "),
        is_public ? "" : "; not publicly anchored",
        metrics_server_
            ? absl::StrCat("; metrics on port ", metrics_server_->port())
            : "");
  }

  int port() const override { return port_; }

  std::shared_ptr<grpc::Channel> InProcessChannel() override {
    return grpc_->InProcessChannel(grpc::ChannelArguments());
  }

  void Drain() override {
    feed_.Close();
    if (grpc_) {
      SetDraining();
      grpc_->Shutdown(std::chrono::system_clock::now() +
                      absl::ToChronoMilliseconds(config_.grace));
      grpc_->Wait();
      grpc_.reset();
    }
    rechecks_.reset();
    metrics_.OnScrape(nullptr);
    workers_.reset();
    documents_.reset();
    receipt_events_.reset();
    publisher_.reset();
    access_log_.reset();
    if (log_) log_->Close();
  }

 private:
  absl::Status OpenFiles() {
    RETURN_IF_ERROR(CreateDirectories(files_, config_.data));
    auto lock = FileLock::Acquire(config_.data + "/server.lock");
    if (!lock.ok()) {
      return absl::Status(lock.status().code(),
                          absl::StrCat("data folder ", config_.data,
                                       ": another server is running on it (",
                                       lock.status().message(), ")"));
    }
    lock_ = *std::move(lock);
    ASSIGN_OR_RETURN(auto log_key,
                     LoadOrCreateLogKey(files_, random_, config_.log_key));
    log_key_ = std::make_unique<Ed25519PrivateKey>(std::move(log_key));
    ASSIGN_OR_RETURN(tenant_key_, LoadOrCreateTenantKey(files_, random_,
                                                        config_.tenant_key));
    ASSIGN_OR_RETURN(keys_,
                     KeyFile::Open(files_, random_, config_.data + "/keys"));
    RocksDbOptions options;
    options.path = config_.data + "/db";
    ASSIGN_OR_RETURN(store_, OpenRocksDbStore(options));
    return MigrateDataFolder(
        config_, *store_, *keys_, tenant_key_, files_, random_, clock_,
        [this](absl::string_view line) {
          events_.Info("migration", {{"message", std::string(line)}});
        });
  }

  absl::StatusOr<anchor::LogIdentity> NewIdentity() {
    anchor::LogIdentity identity;
    identity.iat = absl::ToUnixSeconds(clock_.Now());
    identity.origin = config_.origin;
    identity.vkeys = {
        anchor::FormatVkey(config_.origin, log_key_->public_key())};
    identity.cadence_seconds = chains_->cadence_seconds();
    identity.formats = {"prescreen-record/1", "prescreen-receipt/1",
                        "tlog-checkpoint", "tlog-tiles"};
    const bool is_new =
        absl::IsNotFound(store_->Get(Family::kLog, keys::LogHead()).status());
    if (is_new) {
      auto anchors = chains_->Describe();
      if (!anchors.ok()) {
        return FirstRefusal("first start needs every chain", anchors.status());
      }
      identity.anchors = *std::move(anchors);
    }
    return identity;
  }

  absl::Status OpenLog() {
    ASSIGN_OR_RETURN(chains_,
                     Chains::Create(config_, *log_key_, files_, http_, clock_));
    ASSIGN_OR_RETURN(const anchor::LogIdentity genesis, NewIdentity());
    LogOptions options;
    options.origin = config_.origin;
    options.lock_path = config_.lock_path;
    options.tiles_path = config_.tiles_path;
    RETURN_IF_ERROR(CreateDirectories(files_, Folder(config_.lock_path)));
    if (!config_.tiles_path.empty()) {
      RETURN_IF_ERROR(CreateDirectories(files_, config_.tiles_path));
    }
    options.on_batch = [this](std::size_t leaves, absl::Duration time) {
      metrics_.BatchWritten(leaves, time);
    };
    options.on_fatal = [this](const absl::Status& status) {
      EndAfterLostDurability(status);
    };
    ASSIGN_OR_RETURN(log_, Log::Open(options, genesis, *log_key_, *store_,
                                     *keys_, files_, clock_));
    return chains_->CheckAgainst(log_->identity(), events_);
  }

  absl::Status OpenEngine() {
    ASSIGN_OR_RETURN(
        tenants_, Tenants::Open(*store_, *keys_, tenant_key_, random_, clock_,
                                config_.demo_tenant));
    RETURN_IF_ERROR(OpenAccess());
    policies_ = std::make_unique<PolicyLibrary>(*store_);
    const int processors =
        std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    workers_ = std::make_unique<WorkerPool>(
        config_.workers > 0 ? config_.workers : processors,
        static_cast<std::size_t>(config_.max_in_flight));
    admission_ = std::make_unique<Admission>(
        static_cast<std::size_t>(config_.max_in_flight), kMaxAdmittedBytes);
    publisher_ = Publisher::Start(
        chains_->Published(), *log_, *store_, clock_,
        [this](absl::string_view message) {
          events_.Info("anchor", {{"message", std::string(message)}});
        },
        [this](const absl::Status& status) { EndAfterLostDurability(status); },
        [this](const std::string& chain, double balance) {
          metrics_.SetBalance(chain, balance);
        });
    PipelineSettings settings;
    settings.skew_seconds = config_.skew_seconds;
    settings.freshness.fresh = config_.fetch.fresh;
    settings.freshness.max_stale = config_.fetch.max_stale;
    settings.freshness.pause = config_.fetch.pause;
    settings.status_minimum_bits = config_.fetch.status_minimum_bits;
    OpenFetching(settings.freshness);
    WatchDisks();
    const std::string canonical = CanonicalSettings(settings);
    const std::string settings_digest(AsBytes(Sha256(canonical)));
    const std::string contexts_digest(AsBytes(Sha256(kContextSet)));
    WriteBatch evidence;
    evidence.Put(Family::kEvidence, settings_digest, canonical);
    evidence.Put(Family::kEvidence, contexts_digest, kContextSet);
    RETURN_IF_ERROR(store_->Write(evidence, Durability::kSynced));
    backups_ =
        std::make_unique<Backups>(BackupSource{*store_, config_.data + "/keys",
                                               kEngineVersion, files_, clock_},
                                  config_.backup_path);
    engine_ = std::make_unique<Engine>(Engine{*store_,
                                              *keys_,
                                              random_,
                                              clock_,
                                              *log_,
                                              *publisher_,
                                              *tenants_,
                                              *access_,
                                              *access_log_,
                                              *policies_,
                                              *workers_,
                                              *admission_,
                                              events_,
                                              *documents_,
                                              artefacts_,
                                              evidence_,
                                              feed_,
                                              metrics_,
                                              calls_,
                                              *disks_,
                                              settings,
                                              settings_digest,
                                              contexts_digest,
                                              kEngineVersion,
                                              chains_->Settings(),
                                              config_.fetch.recheck,
                                              *backups_});
    receipt_events_ = std::make_unique<ReceiptEvents>(*engine_);
    rechecks_ = std::make_unique<RecheckWorker>(*engine_, RecheckOptions{});
    return absl::OkStatus();
  }

  absl::Status OpenAccess() {
    AccessOptions options;
    options.bootstrap_path = config_.data + "/bootstrap.key";
    options.trust_loopback =
        ListensOnLoopback(config_) && !config_.plaintext_behind_proxy;
    options.max_in_flight_per_key = config_.max_in_flight_per_key;
    options.certificates = config_.tls.client_certificates;
    ASSIGN_OR_RETURN(access_, AccessControl::Open(std::move(options), *store_,
                                                  files_, random_, clock_));
    const auto report = [this](const absl::Status& status) {
      events_.Error("access_log", {{"status", std::string(status.message())}});
    };
    access_log_ =
        std::make_unique<AccessLog>(*store_, clock_, report, [this, report] {
          const absl::Status flushed = access_->keys().FlushLastUse();
          if (!flushed.ok()) report(flushed);
        });
    return absl::OkStatus();
  }

  void WatchDisks() {
    std::vector<WatchedDisk> disks = {{"data", config_.data},
                                      {"lock", Folder(config_.lock_path)}};
    if (!config_.tiles_path.empty()) {
      disks.push_back({"tiles", config_.tiles_path});
    }
    disks_ = std::make_unique<DiskWatch>(
        files_, std::move(disks), config_.min_free_percent, kDiskInterval,
        [this] { UpdateHealth(); });
  }

  void OpenFetching(const FreshnessRule& freshness) {
    FetchOptions options;
    options.addresses.allow_loopback = config_.fetch.allow_loopback;
    options.http_hosts.insert(config_.fetch.http_hosts.begin(),
                              config_.fetch.http_hosts.end());
    options.timeout = config_.fetch.timeout;
    options.accept = kStatusListTypes;
    options.ca_file = config_.fetch.ca_file;
    fetcher_ = std::make_unique<GuardedFetcher>(std::move(options), clock_);
    FetchQueueOptions queue;
    queue.freshness = freshness;
    queue.on_use = [this](absl::Duration age) { metrics_.DocumentUsed(age); };
    documents_ = std::make_unique<FetchQueue>(*fetcher_, clock_, queue);
  }

  absl::Status Listen() {
    screening_service_ = std::make_unique<ScreeningService>(*engine_);
    policies_service_ = std::make_unique<PoliciesService>(*engine_);
    catalogues_service_ = std::make_unique<CataloguesService>(*engine_);
    receipts_service_ = std::make_unique<ReceiptsService>(*engine_);
    admin_service_ = std::make_unique<AdminService>(*engine_);
    credentials_ = grpc::InsecureServerCredentials();
    if (!config_.tls.folder.empty()) {
      ASSIGN_OR_RETURN(credentials_, MakeTlsCredentials(config_.tls, files_,
                                                        clock_, events_));
    }
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    SetRpcLimits(&builder);
    builder.AddListeningPort(config_.listen, credentials_, &port_);
    builder.RegisterService(screening_service_.get());
    builder.RegisterService(policies_service_.get());
    builder.RegisterService(catalogues_service_.get());
    builder.RegisterService(receipts_service_.get());
    builder.RegisterService(admin_service_.get());
    grpc_ = builder.BuildAndStart();
    if (!grpc_ || port_ == 0) {
      return absl::UnavailableError(absl::StrCat(
          "listen ", config_.listen,
          ": the address cannot be used; is another server on it?"));
    }
    return absl::OkStatus();
  }

  // Each once: who watches is told of each setting, changed or not.
  void SetServing(bool serving) ABSL_EXCLUSIVE_LOCKS_REQUIRED(health_mutex_) {
    auto* health = grpc_->GetHealthCheckService();
    for (const char* service : kServices) {
      health->SetServingStatus(service, serving);
    }
  }

  // NOT_SERVING only where a durable write cannot be relied on, or while
  // draining: never for a chain or a status host.
  void UpdateHealth() {
    absl::MutexLock lock(&health_mutex_);
    if (is_listening_ && !is_draining_) SetServing(!disks_->is_full());
  }

  void SetDraining() {
    absl::MutexLock lock(&health_mutex_);
    is_draining_ = true;
    SetServing(false);
  }

  // What is looked up when somebody asks for the metrics.
  void RefreshMetrics() {
    const std::uint64_t leaves = log_->checkpoint().size;
    metrics_.SetLogLeaves(leaves);
    metrics_.SetScreeningsUnderWay(admission_->calls());
    metrics_.SetCache("documents", documents_->hits(), documents_->misses());
    metrics_.SetCache("status_lists", artefacts_.status_lists.hits(),
                      artefacts_.status_lists.misses());
    metrics_.SetCache("keys", artefacts_.keys.hits(), artefacts_.keys.misses());
    for (const DiskState& disk : disks_->states()) {
      metrics_.SetDisk(disk.name, disk.space.free_bytes, disk.space.FreePart());
    }
    for (const ChainSetting& chain : engine_->chains) {
      const auto anchor = NewestFinalAnchor(*store_, chain.id);
      if (!anchor.ok()) continue;
      metrics_.SetAnchor(
          chain.id, anchor->tree_size(),
          clock_.Now() - absl::FromUnixMicros(anchor->final_time()));
    }
  }

  absl::Status ServeMetrics() {
    metrics_.OnScrape([this] { RefreshMetrics(); });
    if (config_.metrics_listen.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(metrics_server_,
                     MetricsServer::Start(config_.metrics_listen, metrics_));
    return absl::OkStatus();
  }

  // Nothing more can be promised, so nothing more may be answered.
  [[noreturn]] void EndAfterLostDurability(const absl::Status& status) {
    events_.Error("durability_lost",
                  {{"status", std::string(status.message())}});
    ::_exit(kExitAfterLostDurability);
  }

  std::string Address() const {
    return absl::StrCat(config_.listen.substr(0, config_.listen.rfind(':')),
                        ":", port_);
  }

  const Config config_;
  FileSystem& files_;
  Random& random_;
  const Clock& clock_;
  EventLog& events_;
  CurlHttpClient http_;
  Metrics metrics_;
  CallLog calls_;
  absl::Mutex health_mutex_;
  bool is_listening_ ABSL_GUARDED_BY(health_mutex_) = false;
  bool is_draining_ ABSL_GUARDED_BY(health_mutex_) = false;

  // In the order in which they depend on each other.
  std::unique_ptr<FileLock> lock_;
  std::unique_ptr<Ed25519PrivateKey> log_key_;
  TenantKey tenant_key_;
  std::unique_ptr<KeyFile> keys_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Backups> backups_;
  std::unique_ptr<Chains> chains_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<Tenants> tenants_;
  std::unique_ptr<AccessControl> access_;
  std::unique_ptr<AccessLog> access_log_;
  std::unique_ptr<PolicyLibrary> policies_;
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<Fetcher> fetcher_;
  std::unique_ptr<FetchQueue> documents_;
  Artefacts artefacts_;
  EvidenceIndex evidence_;
  EventFeed feed_;
  std::unique_ptr<DiskWatch> disks_;
  std::unique_ptr<Admission> admission_;
  std::unique_ptr<WorkerPool> workers_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<ReceiptEvents> receipt_events_;
  std::unique_ptr<RecheckWorker> rechecks_;
  std::unique_ptr<ScreeningService> screening_service_;
  std::unique_ptr<PoliciesService> policies_service_;
  std::unique_ptr<CataloguesService> catalogues_service_;
  std::unique_ptr<ReceiptsService> receipts_service_;
  std::unique_ptr<AdminService> admin_service_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::unique_ptr<grpc::Server> grpc_;
  int port_ = 0;
  std::unique_ptr<MetricsServer> metrics_server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Config& config,
                                                      FileSystem& files,
                                                      Random& random,
                                                      const Clock& clock,
                                                      EventLog& events) {
  auto server =
      std::make_unique<RunningServer>(config, files, random, clock, events);
  RETURN_IF_ERROR(server->Open());
  return server;
}

}  // namespace prescreen
