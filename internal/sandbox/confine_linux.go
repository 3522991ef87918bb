package sandbox

import (
	"fmt"
	"runtime"
	"time"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"github.com/landlock-lsm/go-landlock/landlock"
	llsys "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"

	"letopis/internal/extract"
)

// restrict revokes from all threads of this process, and from its children, everything except its pipes and what the
// role needs. Features that the kernel lacks are absent from the Protection; an error means that a supported feature
// failed.
func restrict(r role, memory int64) (Protection, error) {
	if err := limit(memory); err != nil {
		return Protection{}, err
	}
	_, _ = time.Now().Zone() // loads the time zone file
	var p Protection
	var err error
	if p.Landlock, err = hideFiles(r); err != nil {
		return p, fmt.Errorf("sandbox: Landlock: %w", err)
	}
	if p.Seccomp = seccomp.Supported(); p.Seccomp {
		if err := filterCalls(r); err != nil {
			return p, fmt.Errorf("sandbox: seccomp: %w", err)
		}
	}
	return p, nil
}

// hideFiles leaves a parser only read access to the cache of compiled code, and a recognizer its program with the
// files it needs. Landlock version 4 also blocks TCP connections, version 6 signals to other processes.
func hideFiles(r role) (version int, err error) {
	if version, err = llsys.LandlockGetABIVersion(); err != nil || version < 1 {
		return 0, nil // not compiled in, or disabled
	}
	const read = llsys.AccessFSReadFile | llsys.AccessFSReadDir
	var rules []landlock.Rule
	if r == parser {
		if dir := extract.CodeCache(); dir != "" {
			rules = append(rules, landlock.PathAccess(read, dir).IgnoreIfMissing())
		}
	} else {
		programs, data := extract.RecognizeFiles()
		for _, p := range programs {
			rules = append(rules, landlock.PathAccess(llsys.AccessFSReadFile|llsys.AccessFSExecute, p).IgnoreIfMissing())
		}
		for _, d := range data {
			rules = append(rules, readRule(d))
		}
	}
	return version, landlock.V11.BestEffort().Restrict(rules...)
}

// readRule permits reading a file, or a folder with everything below it.
func readRule(path string) landlock.Rule {
	var st unix.Stat_t
	if unix.Stat(path, &st) == nil && st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return landlock.PathAccess(llsys.AccessFSReadFile, path)
	}
	return landlock.PathAccess(llsys.AccessFSReadFile|llsys.AccessFSReadDir, path).IgnoreIfMissing()
}

// parserCalls are the system calls of the Go runtime and a parser: memory, threads, clocks, files already open.
// Everything else is denied, including calls added by future kernels.
var parserCalls = []string{
	"mmap", "munmap", "mprotect", "madvise", "mremap", "mincore", "brk", "membarrier",
	"read", "write", "readv", "writev", "pread64", "close", "fstat", "newfstatat", "fstatat", "stat", "lstat", "statx",
	"lseek", "fcntl", "getdents64", "readlink", "readlinkat", "getcwd",
	"poll", "ppoll", "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd2",
	"pipe2", "futex", "set_robust_list", "rseq", "set_tid_address", "arch_prctl", "sched_yield", "sched_getaffinity",
	"sigaltstack", "rt_sigprocmask", "rt_sigaction", "rt_sigreturn", "restart_syscall",
	"getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "exit", "exit_group",
	"nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time",
	"getrandom", "uname", "sysinfo",
}

// recognizerCalls are needed in addition to start programs, and by tesseract.
var recognizerCalls = []string{
	"execve", "fork", "vfork", "wait4", "waitid", "pidfd_open", "access", "faccessat", "faccessat2", "dup", "dup2", "dup3",
	"pipe", "ioctl", "prlimit64", "getrlimit", "setrlimit", "setpgid", "getpgid", "getpgrp", "umask", "fstatfs", "statfs",
	"fadvise64", "times", "getrusage", "getpriority", "get_mempolicy", "sched_getparam", "sched_getscheduler",
}

// newNamespaces are the flags of clone that create namespaces, in which a process has more privileges.
const newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC |
	unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET

// filterCalls permits the system calls of a role, for all threads. Files may be opened only for reading, and a parser
// may start threads but no processes. clone3, whose flags a filter cannot inspect, is reported as unimplemented, so
// that libraries use clone.
func filterCalls(r role) error {
	calls := parserCalls
	when := func(name string, arg uint32, op seccomp.Operation, value uint64) seccomp.NameWithConditions {
		return seccomp.NameWithConditions{Name: name,
			Conditions: []seccomp.Condition{{Argument: arg, Operation: op, Value: value}}}
	}
	const toWrite = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC
	conditional := []seccomp.NameWithConditions{
		when("openat", 2, seccomp.BitsNotSet, toWrite), when("open", 1, seccomp.BitsNotSet, toWrite),
		when("tgkill", 0, seccomp.Equal, uint64(unix.Getpid())), // used by the runtime to preempt its threads
		when("prctl", 0, seccomp.Equal, unix.PR_SET_VMA), when("prctl", 0, seccomp.Equal, unix.PR_SET_NAME),
	}
	if r == parser {
		conditional = append(conditional, when("clone", 0, seccomp.BitsSet, unix.CLONE_THREAD))
	} else {
		calls = append(calls[:len(calls):len(calls)], recognizerCalls...)
		conditional = append(conditional, when("clone", 0, seccomp.BitsNotSet, newNamespaces))
	}
	info, err := arch.GetInfo("")
	if err != nil {
		return err
	}
	allowed := seccomp.SyscallGroup{Action: seccomp.ActionAllow}
	for _, name := range calls { // not every architecture has each call
		if _, ok := info.SyscallNames[name]; ok {
			allowed.Names = append(allowed.Names, name)
		}
	}
	for _, c := range conditional {
		if _, ok := info.SyscallNames[c.Name]; ok {
			allowed.NamesWithCondtions = append(allowed.NamesWithCondtions, c)
		}
	}
	absent := seccomp.SyscallGroup{Action: seccomp.ActionErrno | seccomp.Action(unix.ENOSYS), Names: []string{"clone3"}}
	runtime.LockOSThread() // no_new_privs is per thread
	defer runtime.UnlockOSThread()
	return seccomp.LoadFilter(seccomp.Filter{NoNewPrivs: true, Flag: seccomp.FilterFlagTSync,
		Policy: seccomp.Policy{DefaultAction: seccomp.ActionErrno, Syscalls: []seccomp.SyscallGroup{absent, allowed}}})
}
